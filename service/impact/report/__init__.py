"""A study written up: a report and a consultation pack, as pages and as PDF, and every table as CSV and JSON."""
