"""What the tests that speak to running programs share. They include nothing of Instante's code: only its contracts and its wire."""
