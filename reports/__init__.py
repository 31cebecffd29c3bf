"""What leaves the screen: figures as JSON, the rows behind checks, and the department's monthly report."""


class Unable(Exception):
    """A report cannot be made; the text says why and what to do, in Russian."""
