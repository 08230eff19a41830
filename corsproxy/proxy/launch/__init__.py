"""A browser in front of the proxy: found, started with a profile of its own, and listened to.

The law: the user's own profile, keys and certificates are never touched; whatever is made for a browser
goes when it ends.

Read first: `profile.py` (what is started, with which flags), `devtools.py` (what the browser says of itself).
"""
