"""Runs Instante and a stand-in for Firebase on this machine: for the demo and for the tests that speak to running programs. Python's standard library only."""
