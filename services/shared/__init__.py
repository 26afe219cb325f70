"""What every service may use: errors, the runtime, the model layer and the language rules. It knows no service."""
