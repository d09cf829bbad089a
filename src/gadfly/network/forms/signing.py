"""What a person sends to sign."""

from django import forms

from gadfly.network.forms.fields import line, tick


class SignForm(forms.Form):
    """Read to the end, and a typed name."""

    read = tick("I have read this to the end, and I agree to sign it electronically.", required=True)
    typed_name = line("Type your name to sign", autocomplete="name")
    version = forms.CharField(widget=forms.HiddenInput, max_length=64)
    """The SHA-256 of what was read: consent is to that."""
