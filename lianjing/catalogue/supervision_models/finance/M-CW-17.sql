-- One row per work whose changes, settlement or audit went too far, and per work of a builder with too large a share.
WITH folds AS ( -- How many times its own line each figure is.
  SELECT school_code, row_id, project_no, contract_amount,
    CASE WHEN coalesce(change_doc, '') = ''
      THEN coalesce(ROUND(CAST(changed_amount AS DOUBLE) / NULLIF(contract_amount, 0) / $change_most, 6), 0) ELSE 0
      END AS changed,
    coalesce(ROUND(CAST(settled AS DOUBLE) / NULLIF(contract_amount, 0) / $settled_most, 6), 0) AS settled,
    coalesce(ROUND(CAST(audit_cut AS DOUBLE) / NULLIF(settled + audit_cut, 0) / $audit_cut, 6), 0) AS cut
  FROM works
  WHERE contract_amount > 0
),
overrun AS (
  SELECT school_code, row_id, project_no AS subject, '' AS period, contract_amount AS amount,
    greatest(changed, settled, cut) AS fold
  FROM folds
  WHERE greatest(changed, settled, cut) > 1
),
dated AS (
  SELECT w.school_code, w.row_id, w.supplier_code, w.contract_amount, c.year
  FROM works AS w
  JOIN calendar AS c ON c.d = w.started_on
  WHERE w.supplier_code <> '' AND w.contract_amount > 0
),
years AS (
  SELECT DISTINCT school_code, year
  FROM dated
),
spans AS ( -- The works of a year and of those before it, as many years as are compared.
  SELECT y.school_code, y.year AS last_year, d.row_id, d.supplier_code, d.contract_amount
  FROM years AS y
  JOIN dated AS d ON d.school_code = y.school_code AND d.year <= y.year AND d.year > y.year - $years
),
shares AS (
  SELECT school_code, last_year, supplier_code, count(*) AS own, sum(contract_amount) AS amount,
    sum(count(*)) OVER (PARTITION BY school_code, last_year) AS works,
    sum(sum(contract_amount)) OVER (PARTITION BY school_code, last_year) AS whole
  FROM spans
  GROUP BY school_code, last_year, supplier_code
),
crowded AS (
  SELECT school_code, last_year, supplier_code, amount,
    ROUND(CAST(amount AS DOUBLE) / NULLIF(whole, 0) / $builder_share, 6) AS fold
  FROM shares
  WHERE works >= $builder_works AND own > 1
),
asked AS (
  SELECT school_code, row_id, subject, period, amount, fold
  FROM overrun
  UNION ALL
  SELECT c.school_code, s.row_id, c.supplier_code AS subject, CAST(c.last_year AS VARCHAR) AS period, c.amount, c.fold
  FROM crowded AS c
  JOIN spans AS s
    ON s.school_code = c.school_code AND s.last_year = c.last_year AND s.supplier_code = c.supplier_code
  WHERE c.fold > 1
)
SELECT
  school_code,
  subject,
  period,
  CAST(max(fold) OVER (PARTITION BY school_code, subject, period) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(amount) OVER (PARTITION BY school_code, subject, period) AS BIGINT) AS amount,
  'works' AS source,
  row_id
FROM asked
