"""Reviews: second opinions on attacks, blind, with their agreement left to be measured."""
