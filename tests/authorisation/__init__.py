"""Nobody is let in: who may do what, through every way in, and what nobody is ever shown."""
