"""The live board and its map: what is open, what waits for me."""
