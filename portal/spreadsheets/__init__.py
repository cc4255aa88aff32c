"""Tables that people make in Excel: read with every fault named, compared, and written safely.

Pure but for the clockwork of files: bytes in, rows with their line numbers out. No database,
no HTTP.
"""
