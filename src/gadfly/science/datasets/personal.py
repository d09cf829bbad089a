"""What looks like personal data: patterns of our own, for engines that run in linear time (RE2).

The kinds are those of Ganguli et al. 2022, A.6 (addresses, telephone, social security, driving
licence and passport numbers of the United States), and e-mail addresses. They do not know names,
other countries' numbers, or whether anything is real.
"""

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|"
    "NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
_DIGIT = "[0-9OZSB]"
"""Digits, and the letters that are written for 0, 2, 5 and 8."""

_LABEL = "[A-Za-z0-9-]{1,63}"

DETECTORS = {
    "e-mail address": rf"\b[A-Za-z0-9._%+-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*\.[A-Za-z]{{2,24}}\b",
    "telephone number": (
        rf"(?:\+?1[ .-]?)?(?:\({_DIGIT}{{3}}\) ?|\b{_DIGIT}{{3}}[ .-]){_DIGIT}{{3}}[ .-]{_DIGIT}{{4}}\b"
    ),
    "social security number": r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b",
    "postal address": (
        rf"\b[0-9]{{1,6}} [A-Za-z][^\n]{{8,100}}?\b(?:{_STATES}),? [0-9]{{5}}(?:-[0-9]{{4}})?\b"
    ),
    "passport number": r"(?i:passport)[^\n0-9]{0,30}\b[A-Z]?[0-9]{8,9}\b",
    "driving licence number": r"(?i:driv(?:er'?s?|ing) licen[cs]e)[^\n0-9]{0,30}\b[A-Z]{0,2}[0-9]{6,12}\b",
}
"""The kind to its pattern."""
