"""One real workbook of the demo county goes the whole way: read, shown, handed in, accepted."""
