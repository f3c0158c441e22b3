"""Plans of adoption between the address, the tables and the engine. Nothing here shows anything."""
