"""The pages, one module each: a function from what was asked to a view."""
