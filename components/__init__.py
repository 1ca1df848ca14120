"""The screen: what the app remembers, the stage, and the native panels around it."""
