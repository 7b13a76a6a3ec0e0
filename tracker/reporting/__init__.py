"""Documents that leave the house: the readiness report and the evidence pack."""
