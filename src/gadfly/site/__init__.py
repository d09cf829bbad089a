"""The site: settings, routes, policy, and the process that serves them."""
