"""How complete the registry is, and what to mend first."""
