"""What every page shares: access, error pages, the frame around an evaluation, amounts on screen."""
