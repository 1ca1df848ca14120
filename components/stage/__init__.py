"""The stage: Python makes the payload, the browser plays it."""
