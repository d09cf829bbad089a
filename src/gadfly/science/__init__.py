"""The science of red teaming: plain Python that knows nothing of the web, the clock or chance.

What it needs of those (an HTTP session, a time, a random generator) is an argument.
"""
