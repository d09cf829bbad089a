"""Where policies are taught: what imports torch, Transformers, PEFT, TRL and gguf, and nothing else does.

loading    a starting policy from a folder or a GGUF file
answering  what it says             rewarded   taught by reward (RLOO)
preferring taught by pairs (DPO)    merging    adapter and GGUF file into one file
"""
