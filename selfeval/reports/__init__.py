"""Writers: a neutral document becomes HTML for the preview, PDF for print, DOCX for editing."""
