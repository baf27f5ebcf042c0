"""The shop's pictures: flat scenes of one family, drawn from a few facts of each product."""
