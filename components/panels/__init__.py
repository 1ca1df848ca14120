"""The native panels around the stage."""
