"""HTTP: views, forms and what the templates show. A view reads selectors and calls one service to change."""
