"""What leaves the screen: figures as JSON, the rows behind checks, and the department's monthly report."""
