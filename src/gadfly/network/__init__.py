"""The network: who asks to join it, how they are vetted, and what its members have signed.

Knows nothing of campaigns. What gates them is asked of `access.may_read`.
"""
