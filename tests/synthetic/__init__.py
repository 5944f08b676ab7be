"""Synthetic annual reports with known truth: a second opinion on the parser that shares nothing with it."""
