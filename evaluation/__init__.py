"""Measures of the program, on gold readings and on public benchmarks, and of its speed."""
