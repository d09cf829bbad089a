"""Care for those who read what can hurt: own limits, doses and rests, and trends that tell of nobody."""
