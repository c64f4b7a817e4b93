"""Values as countries write them whose names have words: names in parts, streets, numbers to dial, e-mail, postcodes."""
