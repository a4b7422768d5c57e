"""What found and missing reports share: descriptions, photos, words for clothes and colours."""
