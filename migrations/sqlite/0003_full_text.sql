-- Which terms stand in which document of search_documents; drizzle-kit knows no virtual tables.
CREATE VIRTUAL TABLE `search_text` USING fts5(`terms`, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0 tokenchars '-_.'");
