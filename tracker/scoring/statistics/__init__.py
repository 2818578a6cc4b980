"""What a set of scored forecasts says of a forecaster: means with intervals, calibration, discrimination, skill.

Everything is computed from a histogram (`Cells`), never from one object a forecast.
"""
