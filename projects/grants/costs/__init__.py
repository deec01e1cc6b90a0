"""The cost and financing plan of an application."""
