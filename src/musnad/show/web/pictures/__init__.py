"""Pictures made on the server as SVG: attributes only, no style, no script; colours come from the style sheet.

Pictures of a text or of time run the way the page is read; a map never turns.
"""
