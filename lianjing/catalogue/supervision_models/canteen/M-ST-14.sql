-- One row per entry in the canteen's books whose summary or economic class is no cost of meals.
WITH spent AS (
  SELECT
    school_code, voucher_no, on_date, debit, row_id,
    left(coalesce(econ_code, ''), 5) AS class,
    coalesce(summary, '') AS said
  FROM vouchers
  WHERE book = 'canteen' AND debit > 0 AND coalesce(summary, '') NOT LIKE '%冲销%'
),
odd AS (
  SELECT school_code, voucher_no, on_date, debit, row_id,
    row_number() OVER (PARTITION BY school_code, debit ORDER BY on_date, row_id) AS turn,
    min(on_date) OVER (PARTITION BY school_code, debit) AS first_on
  FROM spent
  WHERE class IN ('30201', '30211', '30212', '30215', '30217', '30229', '30231', '31002', '39906')
    OR said LIKE '%招待%'
    OR said LIKE '%接待%'
    OR said LIKE '%礼品%'
    OR said LIKE '%福利%'
    OR said LIKE '%差旅%'
    OR said LIKE '%办公%'
    OR said LIKE '%捐赠%'
    OR said LIKE '%补贴%' AND said NOT LIKE '%生%补贴%' AND said NOT LIKE '%困难%' AND said NOT LIKE '%营养%'
    AND said NOT LIKE '%炊事%' AND said NOT LIKE '%厨%'
    OR (said LIKE '%维修%' OR said LIKE '%修缮%') AND debit > $repair
    AND said NOT LIKE '%厨%' AND said NOT LIKE '%灶%' AND said NOT LIKE '%食堂%' AND said NOT LIKE '%炉%'
    AND said NOT LIKE '%冰%' AND said NOT LIKE '%蒸%' AND said NOT LIKE '%消毒%' AND said NOT LIKE '%燃气%'
    AND said NOT LIKE '%油烟%' AND said NOT LIKE '%餐%' AND said NOT LIKE '%排烟%' AND said NOT LIKE '%风机%'
),
reversals AS ( -- As a negative debit, whatever it is called, or as a credit that says so.
  SELECT school_code, on_date, row_id, CASE WHEN debit < 0 THEN -debit ELSE credit END AS debit
  FROM vouchers
  WHERE book = 'canteen' AND (
    debit < 0 OR credit > 0 AND (
      summary LIKE '%冲销%' OR summary LIKE '%更正%' OR summary LIKE '%红冲%' OR summary LIKE '%冲红%'
      OR summary LIKE '%冲回%' OR summary LIKE '%红字%'
    )
  )
),
taken_back AS ( -- A reversal takes back one entry of the same sum, and no later one.
  SELECT r.school_code, r.debit, r.on_date,
    row_number() OVER (PARTITION BY r.school_code, r.debit ORDER BY r.on_date, r.row_id) AS turn
  FROM reversals AS r
  JOIN odd AS o ON o.school_code = r.school_code AND o.debit = r.debit AND o.turn = 1 AND r.on_date >= o.first_on
),
standing AS (
  SELECT o.school_code, o.voucher_no, o.on_date, o.debit, o.row_id
  FROM odd AS o
  LEFT JOIN taken_back AS t
    ON t.school_code = o.school_code AND t.debit = o.debit AND t.turn = o.turn AND t.on_date >= o.on_date
  WHERE t.turn IS NULL
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
FROM standing
