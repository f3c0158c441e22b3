# Faro @BUILD@: las tablas en R, con los tipos del diccionario; solo R base.
# The tables in R, with the types of the dictionary; base R only.

faro_dictionary <- function(folder = ".") {
  read.csv(file.path(folder, "dictionary.csv"), encoding = "UTF-8", colClasses = "character",
           na.strings = "")
}

read_faro <- function(table, folder = ".") {
  dictionary <- faro_dictionary(folder)
  columns <- dictionary[dictionary$table == table, ]
  if (nrow(columns) == 0) stop("no hay una tabla / there is no table: ", table)
  kinds <- c(VARCHAR = "character", INTEGER = "integer", BIGINT = "numeric", DOUBLE = "numeric",
             BOOLEAN = "character", DATE = "Date", ORIGIN = "character")
  classes <- ifelse(columns$type %in% names(kinds), kinds[columns$type], "character")
  path <- file.path(folder, "data", paste0(table, ".csv"))
  rows <- read.csv(path, encoding = "UTF-8", check.names = FALSE, na.strings = "",
                   colClasses = setNames(classes, columns$column))
  for (name in columns$column[columns$type == "BOOLEAN"]) rows[[name]] <- rows[[name]] == "true"
  attr(rows, "build_id") <- "@BUILD@"
  rows
}

faro_tables <- function(folder = ".") unique(faro_dictionary(folder)$table)
