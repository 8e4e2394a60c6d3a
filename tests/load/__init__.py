"""Measures a release build on this machine: `tests/load/run`. One module of `rows` for each thing that is measured."""
