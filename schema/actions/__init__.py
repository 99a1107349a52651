"""Actions ("Registro de Acciones") and log entries ("bitácora")."""
