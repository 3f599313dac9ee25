-- One row per candidate of a post for one person that few people qualified for under narrow conditions.
WITH post AS (
  SELECT
    school_code, notice_no, post_code,
    max(quota) AS quota,
    max(qualified) AS qualified,
    max(requirement) AS requirement
  FROM recruitment_scores
  GROUP BY school_code, notice_no, post_code
),
narrow AS (
  SELECT school_code, notice_no, post_code, requirement, -- Conditions that any post may state are taken out first.
    replace(replace(replace(replace(replace(replace(requirement, '户籍不限', ''), '不限户籍', ''), '生源不限', ''),
      '不限生源', ''), '籍贯不限', ''), '不限籍贯', '') AS origin,
    replace(replace(replace(replace(replace(requirement, '大学本科', ''), '大学专科', ''), '大学学历', ''),
      '大学及以上', ''), '大学以上', '') AS school_named,
    replace(replace(replace(replace(replace(replace(requirement, '教师资格证', ''), '普通话水平', ''),
      '普通话等级', ''), '毕业证', ''), '学位证', ''), '学历证', '') AS papers
  FROM post
  WHERE quota = 1 AND qualified <= $few_qualified
),
counted AS (
  SELECT school_code, notice_no, post_code,
    CASE WHEN strpos(origin, '户籍') > 0 OR strpos(origin, '户口') > 0 OR strpos(origin, '生源') > 0
      OR strpos(origin, '常住') > 0 OR strpos(origin, '籍贯') > 0 THEN 1 ELSE 0 END
    + CASE WHEN strpos(school_named, '大学') > 0 OR strpos(school_named, '学院') > 0
      OR strpos(school_named, '毕业于') > 0 OR strpos(school_named, '双一流') > 0
      OR strpos(school_named, '985') > 0 OR strpos(school_named, '211') > 0
      OR strpos(school_named, '部属') > 0 OR strpos(school_named, '院校毕业') > 0 THEN 1 ELSE 0 END
    + CASE WHEN strpos(requirement, '方向') > 0 OR strpos(requirement, '小类') > 0
      OR strpos(requirement, '专业代码') > 0 OR strpos(requirement, '二级学科') > 0
      OR strpos(requirement, '仅限') > 0 THEN 1 ELSE 0 END
    + CASE WHEN strpos(requirement, '年以上') > 0 OR strpos(requirement, '年及以上') > 0
      OR strpos(requirement, '工作经历') > 0 OR strpos(requirement, '工作经验') > 0
      OR strpos(requirement, '教龄') > 0 OR strpos(requirement, '经历满') > 0
      OR strpos(requirement, '工作满') > 0 OR strpos(requirement, '任教满') > 0
      OR strpos(requirement, '从教满') > 0 OR strpos(requirement, '教学满') > 0 THEN 1 ELSE 0 END
    + CASE WHEN strpos(papers, '证书') > 0 OR strpos(papers, '资格证') > 0 OR strpos(papers, '等级证') > 0
      OR strpos(papers, '职业资格') > 0 OR strpos(papers, '上岗证') > 0 OR strpos(papers, '裁判') > 0 THEN 1 ELSE 0 END
    + CASE WHEN strpos(requirement, '获奖') > 0 OR strpos(requirement, '获得') > 0 OR strpos(requirement, '等奖') > 0
      OR strpos(requirement, '竞赛') > 0 OR strpos(requirement, '荣誉') > 0 THEN 1 ELSE 0 END
    + CASE WHEN strpos(requirement, '限男') > 0 OR strpos(requirement, '限女') > 0
      OR strpos(requirement, '男性') > 0 OR strpos(requirement, '女性') > 0 THEN 1 ELSE 0 END
    + CASE WHEN strpos(requirement, '配偶') > 0 OR strpos(requirement, '代课') > 0 OR strpos(requirement, '在本校') > 0
      OR strpos(requirement, '在我校') > 0 OR strpos(requirement, '实习') > 0 THEN 1 ELSE 0 END
    AS conditions
  FROM narrow
)
SELECT
  c.school_code,
  c.post_code AS subject,
  c.notice_no AS period,
  CAST(c.conditions AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($specific AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'recruitment_scores' AS source,
  r.row_id
FROM counted AS c
JOIN recruitment_scores AS r
  ON r.school_code = c.school_code AND r.notice_no = c.notice_no AND r.post_code = c.post_code
WHERE c.conditions >= $specific
