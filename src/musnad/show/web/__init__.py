"""The reading room: a local web application over one case. docs/stages/web.md tells the whole story."""
