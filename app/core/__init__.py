"""The shared floor: records, time, access, case codes, phone numbers, words and errors."""
