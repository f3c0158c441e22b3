"""Statistics, plans, samples, models and questionnaires: pure, they know no build."""
