locals {
  one   = 1
  three=3 # refused: not formatted
}
