"""The decision core: handle(message) -> messages. No I/O, no clock, no randomness."""
