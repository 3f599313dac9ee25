-- One row per entry in the canteen's books whose summary or economic class is no cost of meals.
WITH spent AS (
  SELECT
    school_code, voucher_no, on_date, debit, row_id,
    left(coalesce(econ_code, ''), 5) AS class,
    coalesce(summary, '') AS said
  FROM vouchers
  WHERE book = 'canteen' AND debit > 0 AND coalesce(summary, '') NOT LIKE '%冲销%' AND coalesce(summary, '') NOT LIKE '%更正%'
),
taken_back AS ( -- Entries that reverse an earlier one of the same sum: as a negative debit or as a credit.
  SELECT school_code, CASE WHEN debit < 0 THEN -debit ELSE credit END AS debit, max(on_date) AS last_on
  FROM vouchers
  WHERE book = 'canteen' AND (debit < 0 OR credit > 0) AND (summary LIKE '%冲销%' OR summary LIKE '%更正%')
  GROUP BY school_code, CASE WHEN debit < 0 THEN -debit ELSE credit END
),
standing AS (
  SELECT s.school_code, s.voucher_no, s.on_date, s.debit, s.row_id, s.class, s.said
  FROM spent AS s
  LEFT JOIN taken_back AS t ON t.school_code = s.school_code AND t.debit = s.debit AND t.last_on >= s.on_date
  WHERE t.last_on IS NULL
),
odd AS (
  SELECT school_code, voucher_no, on_date, debit, row_id
  FROM standing
  WHERE class IN ('30201', '30211', '30212', '30215', '30217', '30229', '30231', '31002', '39906')
    OR said LIKE '%招待%'
    OR said LIKE '%接待%'
    OR said LIKE '%礼品%'
    OR said LIKE '%福利%'
    OR said LIKE '%差旅%'
    OR said LIKE '%办公%'
    OR said LIKE '%捐赠%'
    OR said LIKE '%补贴%' AND said NOT LIKE '%学生%' AND said NOT LIKE '%困难%' AND said NOT LIKE '%营养%'
    OR (said LIKE '%维修%' OR said LIKE '%修缮%') AND debit > $repair
    AND said NOT LIKE '%厨%' AND said NOT LIKE '%灶%' AND said NOT LIKE '%食堂%' AND said NOT LIKE '%炉%'
    AND said NOT LIKE '%冰%' AND said NOT LIKE '%蒸%' AND said NOT LIKE '%消毒%' AND said NOT LIKE '%燃气%'
    AND said NOT LIKE '%油烟%' AND said NOT LIKE '%餐%'
)
SELECT
  school_code,
  voucher_no AS subject,
  CAST(on_date AS VARCHAR) AS period,
  CAST(sum(debit) OVER (PARTITION BY school_code, voucher_no, on_date) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(debit) OVER (PARTITION BY school_code, voucher_no, on_date) AS BIGINT) AS amount,
  'vouchers' AS source,
  row_id
FROM odd
