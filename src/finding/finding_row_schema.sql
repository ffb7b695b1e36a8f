-- The findings of one row, asked for at every change of it.
CREATE INDEX finding_row ON finding(table_id, row_id);
