"""The ledgers of the synthetic county: two school years of every table a school or the county hands in.

Innocent by construction: what is irregular is planted afterwards by `lianjing.county.plants`, from the field's own
documents and never from the supervision models. Values are logical: fen, grams, days, plain invented numbers.
"""
