"""What is derived by the rules: classes and their periods, steps, timers, figures."""
