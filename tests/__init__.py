"""Tests of the product, one package per layer; ``support`` holds what several layers need."""
