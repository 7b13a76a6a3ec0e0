"""Checking what has left the house, with nothing but the files and the public key.

The modules named in `single.PARTS` import the standard library and `cryptography`, and each other, and nothing else:
`single_file()` puts them together into the one `verify.py` that travels in every pack and every export of the log.
There is no second copy of this logic; the product itself checks with these modules.
"""
